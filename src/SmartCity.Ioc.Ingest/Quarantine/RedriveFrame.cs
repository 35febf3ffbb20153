using System.Text;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Quarantine;

/// <summary>The body of a frame of kind <see cref="FrameKind.Redrive"/>:
/// <c>version:u8 { position:i64 ordinal:i32 element:i32 receivedAt:i64 topic:string payloadLength:i32 payload }*</c>, little-endian, the string as
/// <see cref="BinaryWriter"/> writes it.</summary>
internal static class RedriveFrame
{
    private const byte Version = 1;

    public static byte[] Write(IEnumerable<QuarantinedMessage> messages)
    {
        using var body = new MemoryStream();
        using var writer = new BinaryWriter(body, Encoding.UTF8);
        writer.Write(Version);
        foreach (var message in messages)
        {
            writer.Write(message.Position.Offset);
            writer.Write(message.Ordinal);
            writer.Write(message.Element);
            writer.Write(message.ReceivedAtNanos);
            writer.Write(message.Topic);
            writer.Write(message.Payload.Length);
            writer.Write(message.Payload.Span);
        }

        writer.Flush();
        return body.ToArray();
    }

    /// <summary>Reason and detail are not kept: they are what is decided anew.</summary>
    /// <exception cref="InvalidDataException">Of another version, or it does not add up.</exception>
    public static IReadOnlyList<QuarantinedMessage> Read(byte[] body)
    {
        using var stream = new MemoryStream(body);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        var messages = new List<QuarantinedMessage>();
        try
        {
            if (reader.ReadByte() is var version && version != Version)
            {
                throw new InvalidDataException($"The frame has version {version}; this program reads {Version}.");
            }

            while (stream.Position < stream.Length)
            {
                var (position, ordinal, element, receivedAt) = (reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt64());
                var topic = reader.ReadString();
                var payload = reader.ReadBytes(reader.ReadInt32());
                messages.Add(new QuarantinedMessage(new JournalPosition(position), ordinal, topic, payload, default, "", receivedAt, element));
            }
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException)
        {
            throw new InvalidDataException("The frame does not add up.", e);
        }

        return messages;
    }
}
