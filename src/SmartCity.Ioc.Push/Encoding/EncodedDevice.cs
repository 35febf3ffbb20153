namespace SmartCity.Ioc.Push.Encoding;

/// <summary>A device's JSON object as it goes into frames, made once per change by the first sender that needs it and shared by all.</summary>
internal sealed record EncodedDevice(long Version, ReadOnlyMemory<byte> Json);
