namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>What a foreign message says of one device, in the contract's own words.</summary>
/// <param name="Topic">The topic on which the device would have said it.</param>
/// <param name="Payload">The payload, valid until the next message is translated.</param>
/// <param name="Historical">A back-fill: fills windows, raises no live alert.</param>
internal readonly record struct TranslatedElement(byte[] Topic, ReadOnlyMemory<byte> Payload, bool Historical);
