using System.Buffers;
using Microsoft.Extensions.Logging;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>The files of the session log, <c>sessions-N.log</c>: the newest counts, and is replaced by one with the next number.</summary>
internal sealed class SessionLogFiles(string folder, ILogger log)
{
    private int _number;
    private int _oldNumber;

    public string Folder => folder;

    /// <summary>Applies what the newest log holds, up to a torn tail.</summary>
    /// <exception cref="InvalidDataException">A newer version wrote it.</exception>
    public void ReadNewest(SessionRecordReader reader)
    {
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.GetFiles(folder, "sessions-*.log").Order(StringComparer.Ordinal))
        {
            _number = int.TryParse(Path.GetFileNameWithoutExtension(path).AsSpan("sessions-".Length), out var number) ? number : _number;
        }

        if (File.Exists(PathOf(_number)))
        {
            Read(PathOf(_number), reader);
        }
    }

    /// <summary>Writes the model as a new log beside the old one and makes it durable.</summary>
    /// <returns>The new log, open for more.</returns>
    public FileStream WriteNew(SessionModel model, SessionRecordWriter writer)
    {
        var next = _number + 1;
        var temporary = Path.Combine(folder, $"sessions-{next:D8}.tmp");
        var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            Write(file, model, writer);
            file.Flush(flushToDisk: true);
            File.Move(temporary, PathOf(next), overwrite: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        (_oldNumber, _number) = (_number, next);
        return file;
    }

    /// <summary>Lets go of the log before the last new one.</summary>
    public void DeleteOld() => File.Delete(PathOf(_oldNumber));

    private void Read(string path, SessionRecordReader reader)
    {
        var bytes = File.ReadAllBytes(path);
        var at = 0;
        while (SessionLogFrame.TryRead(bytes.AsSpan(at), out var record))
        {
            try
            {
                reader.Apply(record);
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException($"'{path}' {e.Message} Start the newer server again, or give it another data directory.", e);
            }

            at += SessionLogFrame.HeaderLength + record.Length;
        }

        if (at < bytes.Length)
        {
            BrokerLog.StoreTorn(log, path, bytes.Length - at);
        }
    }

    private static void Write(FileStream file, SessionModel model, SessionRecordWriter writer)
    {
        var chunk = new ArrayBufferWriter<byte>(64 * 1024);
        writer.Format(chunk);
        foreach (var (message, numbered) in model.Messages)
        {
            writer.Message(chunk, numbered.Number, message);
            Spill(file, chunk, 64 * 1024);
        }

        foreach (var message in model.Retained.Values)
        {
            writer.Retained(chunk, model.Messages[message].Number);
            Spill(file, chunk, 64 * 1024);
        }

        foreach (var (clientId, session) in model.Sessions)
        {
            writer.Session(chunk, clientId, session.ExpirySeconds, session.ExpiresAtMillis);
            if (session.Will is { } will)
            {
                writer.Will(chunk, clientId, will);
            }

            foreach (var (options, identifier) in session.Subscriptions.Values)
            {
                writer.Subscription(chunk, clientId, options, identifier);
            }

            foreach (var item in session.Messages.Values)
            {
                writer.Enqueued(chunk, clientId, model.Messages[item.Message].Number, item);
                if (item.PacketId != 0)
                {
                    writer.Sent(chunk, clientId, item.StoreId, item.PacketId);
                }

                if (item.IsReleased)
                {
                    writer.Mark(chunk, SessionRecordKind.Released, clientId, item.StoreId);
                }
            }

            foreach (var packetId in session.Incoming)
            {
                writer.Mark(chunk, SessionRecordKind.IncomingAdded, clientId, packetId);
            }

            Spill(file, chunk, 64 * 1024);
        }

        Spill(file, chunk, 0);
    }

    private static void Spill(FileStream file, ArrayBufferWriter<byte> chunk, int above)
    {
        if (chunk.WrittenCount > above)
        {
            file.Write(chunk.WrittenSpan);
            chunk.ResetWrittenCount();
        }
    }

    private string PathOf(int number) => Path.Combine(folder, $"sessions-{number:D8}.log");
}
