using System.Globalization;
using System.Text;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <content>What happens because time passes: once a second, over all connections.</content>
public sealed partial class MqttBroker
{
    private readonly long _startedAt;
    private readonly RetainedMessages _sys = new(100, 100_000);
    private object _accessRevision;
    private long _sysDueAt;
    private int _isTicking;

    private void Tick()
    {
        // A slow tick is not overtaken by the next.
        if (Interlocked.Exchange(ref _isTicking, 1) != 0)
        {
            return;
        }

        try
        {
            foreach (var (connection, _) in _connections)
            {
                connection.CheckTime();
            }

            EndWhatIsDue();
            CheckAccessRevision();
            _refusals.Tick();
            _addresses.Tick();
            PublishSys();
        }
        catch (Exception e)
        {
            // The timer has to go on; a bug here must not take the listener down.
            BrokerLog.TickFailed(Log, e);
        }
        finally
        {
            Volatile.Write(ref _isTicking, 0);
        }
    }

    // After a change of rules subscriptions that are no longer allowed go away; publishing is asked per topic anyway.
    private void CheckAccessRevision()
    {
        var revision = Authorizer.Revision;
        if (ReferenceEquals(revision, _accessRevision))
        {
            return;
        }

        _accessRevision = revision;
        MqttSession[] sessions;
        lock (_table)
        {
            sessions = [.. _sessions.Values];
        }

        foreach (var session in sessions)
        {
            if (session.IsConnected)
            {
                DropForbidden(session);
            }
        }
    }

    private void PublishSys()
    {
        if (Options.SysInterval == TimeSpan.Zero || Time.GetTimestamp() < _sysDueAt)
        {
            return;
        }

        _sysDueAt = Time.GetTimestamp() + (long)(Options.SysInterval.TotalSeconds * Time.TimestampFrequency);
        Sys("$SYS/broker/version"u8, 0, "SmartCity.Ioc");
        Sys("$SYS/broker/uptime"u8, (long)Time.GetElapsedTime(_startedAt).TotalSeconds);
        Sys("$SYS/broker/clients/connected"u8, Counters.Connections);
        Sys("$SYS/broker/clients/total"u8, SessionCount);
        Sys("$SYS/broker/subscriptions/count"u8, _subscriptions.Count);
        Sys("$SYS/broker/retained messages/count"u8, _retained.Count);
        Sys("$SYS/broker/publish/messages/received"u8, Counters.Received);
        Sys("$SYS/broker/publish/messages/sent"u8, Counters.Delivered);
        Sys("$SYS/broker/publish/messages/dropped"u8, Counters.DroppedFor(MqttDropReason.QueueFull));
    }

    // Kept in memory only: after a restart they are other numbers.
    private void Sys(ReadOnlySpan<byte> topic, long value, string? text = null)
    {
        var payload = Encoding.UTF8.GetBytes(text ?? value.ToString(CultureInfo.InvariantCulture));
        var message = new BrokerMessage { Topic = topic.ToArray(), Payload = payload };
        _sys.TrySet(message);
        if (HasSubscribers)
        {
            var routed = new RoutedMessage(message);
            PublishAndFlush(ref routed, retain: false);
        }
    }
}
