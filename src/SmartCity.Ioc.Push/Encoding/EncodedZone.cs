namespace SmartCity.Ioc.Push.Encoding;

/// <summary>A zone's JSON object as it goes into frames, made once per change and shared by all.</summary>
internal sealed record EncodedZone(long Version, ReadOnlyMemory<byte> Json);
