using System.Buffers;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>
/// Sessions and retained messages in one append-only log, <c>sessions-N.log</c>. Callers note records in memory; one loop writes them at
/// once, so that they survive the death of the process, with one fsync for all who wait for the disk. When the log has grown to several
/// times what it amounts to, a new one is written from the model and the old one goes. A torn tail is cut off on the next start.
/// </summary>
public sealed class FileSessionStore : IMqttSessionStore, IAsyncDisposable
{
    // Beyond this a new log is due: a few seconds of a busy city.
    private const long SmallestCompaction = 8 * 1024 * 1024;

    // The disk does not keep up: what waits is given up and the log is written anew from the model, which holds it all.
    private const int MaximumPending = 64 * 1024 * 1024;

    private readonly SessionLogFiles _files;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly SessionModel _model = new();
    private readonly SessionRecordWriter _writer = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private ArrayBufferWriter<byte> _pending = new();
    private ArrayBufferWriter<byte> _writing = new();
    private List<PublishReceipt> _waiting = [];
    private FileStream? _file;
    private long _compactAt;
    private long _lastNumber;
    private bool _mustCompact;
    private bool _hasFailed;
    private bool _isDisposed;
    private Task _loop = Task.CompletedTask;

    public FileSessionStore(string folder, ILogger<FileSessionStore> log)
    {
        _files = new SessionLogFiles(folder, log);
        _log = log;
    }

    public (IReadOnlyList<StoredSession> Sessions, IReadOnlyList<BrokerMessage> Retained) Load()
    {
        lock (_gate)
        {
            var reader = new SessionRecordReader(_model);
            _files.ReadNewest(reader);
            reader.Finish();
            _lastNumber = reader.LastNumber;
            Compact();
            _loop = Task.Run(WriteLoopAsync);
            return ([.. _model.Sessions.Select(Export)], [.. _model.Retained.Values]);
        }
    }

    public void SaveSession(string clientId, uint expirySeconds, long expiresAtMillis)
    {
        lock (_gate)
        {
            _model.Save(clientId, expirySeconds, expiresAtMillis);
            _writer.Session(_pending, clientId, expirySeconds, expiresAtMillis);
            Noted();
        }
    }

    public void RemoveSession(string clientId)
    {
        lock (_gate)
        {
            if (_model.RemoveSession(clientId))
            {
                _writer.Client(_pending, SessionRecordKind.SessionRemoved, clientId);
                Noted();
            }
        }
    }

    public void SaveWill(string clientId, StoredWill? will)
    {
        lock (_gate)
        {
            if (!_model.Sessions.TryGetValue(clientId, out var session) || (will is null && session.Will is null))
            {
                return;
            }

            session.Will = will;
            if (will is null)
            {
                _writer.Client(_pending, SessionRecordKind.WillRemoved, clientId);
            }
            else
            {
                _writer.Will(_pending, clientId, will);
            }

            Noted();
        }
    }

    public void SaveSubscription(string clientId, MqttSubscription subscription, uint identifier)
    {
        lock (_gate)
        {
            if (_model.Sessions.TryGetValue(clientId, out var session))
            {
                session.Subscriptions[subscription.Filter] = (subscription, identifier);
                _writer.Subscription(_pending, clientId, subscription, identifier);
                Noted();
            }
        }
    }

    public void RemoveSubscription(string clientId, string filter)
    {
        lock (_gate)
        {
            if (_model.Sessions.TryGetValue(clientId, out var session) && session.Subscriptions.Remove(filter))
            {
                _writer.SubscriptionRemoved(_pending, clientId, filter);
                Noted();
            }
        }
    }

    public long Enqueue(string clientId, BrokerMessage message, byte qos, bool retain, uint[] identifiers, string? share = null)
    {
        lock (_gate)
        {
            if (!_model.Sessions.ContainsKey(clientId))
            {
                return 0;
            }

            var number = NumberOf(message);
            var item = new StoredOutgoing(++_lastNumber, message, qos, retain, identifiers, 0, false, share);
            _model.Enqueue(clientId, item);
            _writer.Enqueued(_pending, clientId, number, item);
            Noted();
            return item.StoreId;
        }
    }

    public void Sent(string clientId, long storeId, ushort packetId)
    {
        lock (_gate)
        {
            if (storeId != 0 && _model.Change(clientId, storeId, item => item with { PacketId = packetId }))
            {
                _writer.Sent(_pending, clientId, storeId, packetId);
                Noted();
            }
        }
    }

    public void Released(string clientId, long storeId)
    {
        lock (_gate)
        {
            if (storeId != 0 && _model.Change(clientId, storeId, item => item with { IsReleased = true }))
            {
                _writer.Mark(_pending, SessionRecordKind.Released, clientId, storeId);
                Noted();
            }
        }
    }

    public void Remove(string clientId, long storeId)
    {
        lock (_gate)
        {
            if (storeId != 0 && _model.Remove(clientId, storeId))
            {
                _writer.Mark(_pending, SessionRecordKind.Removed, clientId, storeId);
                Noted();
            }
        }
    }

    public void AddIncoming(string clientId, ushort packetId)
    {
        lock (_gate)
        {
            if (_model.Sessions.TryGetValue(clientId, out var session) && session.Incoming.Add(packetId))
            {
                _writer.Mark(_pending, SessionRecordKind.IncomingAdded, clientId, packetId);
                Noted();
            }
        }
    }

    public void RemoveIncoming(string clientId, ushort packetId)
    {
        lock (_gate)
        {
            if (_model.Sessions.TryGetValue(clientId, out var session) && session.Incoming.Remove(packetId))
            {
                _writer.Mark(_pending, SessionRecordKind.IncomingRemoved, clientId, packetId);
                Noted();
            }
        }
    }

    public void SetRetained(BrokerMessage message)
    {
        lock (_gate)
        {
            var number = NumberOf(message);
            _model.Retain(message);
            _writer.Retained(_pending, number);
            Noted();
        }
    }

    public void RemoveRetained(byte[] topic)
    {
        lock (_gate)
        {
            if (_model.RemoveRetained(topic))
            {
                _writer.RetainedRemoved(_pending, topic);
                Noted();
            }
        }
    }

    public void Sync(PublishReceipt receipt)
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _waiting.Add(receipt);
                Signal();
                return;
            }
        }

        receipt.Complete(PublishOutcome.Failed);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            Signal();
        }

        await _loop;
        WriteOnce();
        if (_file is not null)
        {
            await _file.DisposeAsync();
        }

        _signal.Dispose();
    }

    private static StoredSession Export(KeyValuePair<string, SessionModel.Kept> kept) => new(
        kept.Key,
        kept.Value.ExpirySeconds,
        kept.Value.ExpiresAtMillis,
        [.. kept.Value.Subscriptions.Values],
        [.. kept.Value.Messages.Values],
        [.. kept.Value.Incoming],
        kept.Value.Will);

    // Under the lock, so that the count never passes one.
    private void Signal()
    {
        if (_signal.CurrentCount == 0)
        {
            _signal.Release();
        }
    }

    // The message's number in the log; written now if the log does not hold it.
    private long NumberOf(BrokerMessage message)
    {
        if (_model.Messages.TryGetValue(message, out var numbered))
        {
            return numbered.Number;
        }

        _model.Messages.Add(message, new SessionModel.Numbered(++_lastNumber));
        _writer.Message(_pending, _lastNumber, message);
        return _lastNumber;
    }

    private void Noted()
    {
        Signal();
        if (_pending.WrittenCount > MaximumPending)
        {
            _pending = new ArrayBufferWriter<byte>();
            _mustCompact = true;
        }
    }

    private async Task WriteLoopAsync()
    {
        while (true)
        {
            await _signal.WaitAsync();
            WriteOnce();
            lock (_gate)
            {
                if (_isDisposed)
                {
                    return;
                }
            }
        }
    }

    // Everything noted so far, one fsync, then the receipts that waited for it. Only one thread is ever in here.
    private void WriteOnce()
    {
        List<PublishReceipt> receipts;
        lock (_gate)
        {
            if (_pending.WrittenCount == 0 && _waiting.Count == 0 && !_mustCompact)
            {
                return;
            }

            (_pending, _writing) = (_writing, _pending);
            receipts = _waiting;
            _waiting = [];
        }

        var outcome = TryWrite(receipts.Count > 0) ? PublishOutcome.Stored : PublishOutcome.Failed;
        _writing.ResetWrittenCount();
        foreach (var receipt in receipts)
        {
            receipt.Complete(outcome);
        }
    }

    private bool TryWrite(bool durably)
    {
        try
        {
            if (!_mustCompact)
            {
                _file!.Write(_writing.WrittenSpan);
                if (durably)
                {
                    _file.Flush(flushToDisk: true);
                }
            }

            if (_mustCompact || _file!.Length > _compactAt)
            {
                lock (_gate)
                {
                    Compact();
                }
            }

            _hasFailed = false;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // How much of it is on the disk nobody knows; the next try writes a whole new log.
            _mustCompact = true;
            if (!_hasFailed)
            {
                _hasFailed = true;
                BrokerLog.StoreFailed(_log, _files.Folder, e);
            }

            return false;
        }
    }

    // Under the lock: what is noted meanwhile belongs behind it. What was pending is in the model and therefore in the new log.
    private void Compact()
    {
        var file = _files.WriteNew(_model, _writer);
        _pending.ResetWrittenCount();
        _mustCompact = false;
        _file?.Dispose();
        _files.DeleteOld();
        _file = file;
        _compactAt = SmallestCompaction + (file.Length * 4);
    }
}
