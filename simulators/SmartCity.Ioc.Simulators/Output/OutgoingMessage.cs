namespace SmartCity.Ioc.Simulators.Output;

/// <summary>A message to publish. Topic and payload belong to the sender again when the sink's call has completed.</summary>
/// <param name="Topic">UTF-8.</param>
/// <param name="Lane">Whose message it is: all of a lane go over one connection, so that their order is kept.</param>
internal readonly record struct OutgoingMessage(ReadOnlyMemory<byte> Topic, ReadOnlyMemory<byte> Payload, byte Qos, bool Retain, int Lane);
