using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <content>The life of sessions: one lock, because take-over, expiry and wills have to be seen in one order.</content>
public sealed partial class MqttBroker
{
    private readonly Lock _table = new();
    private readonly Dictionary<string, MqttSession> _sessions = new(StringComparer.Ordinal);
    private readonly PriorityQueue<MqttSession, long> _due = new();

    /// <summary>Sessions, connected or asleep.</summary>
    public int SessionCount
    {
        get
        {
            lock (_table)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>Gives a connection its session and answers its CONNECT. Leaves the connection without one when there are too many.</summary>
    internal void Attach(
        BrokerConnection connection, ConnectPacket connect, MqttClientIdentity identity, uint expirySeconds, MqttProperties? properties)
    {
        var left = new SessionRemains();
        lock (_table)
        {
            if (_sessions.TryGetValue(identity.ClientId, out var session))
            {
                if (session.Connection is { } old)
                {
                    // [MQTT-3.1.4-3]: the old one loses, as if its network had failed.
                    Counters.TookOver();
                    Leave(session, isGraceful: false, left);
                    old.Close(MqttReasonCode.SessionTakenOver);
                }

                if (session.IsRemoved)
                {
                    session = null;
                }
                else if (session.IsOnlyAWill)
                {
                    session.Will = null; // Back in time as well, however it connects.
                    End(session, left);
                    session = null;
                }
                else if (connect.CleanStart)
                {
                    End(session, left); // [MQTT-3.1.2-4]
                    session = null;
                }
                else
                {
                    session.WillDueAtMillis = BrokerMessage.Never; // Back in time: the delayed will is void ([MQTT-3.1.3-9]).
                }
            }

            var isPresent = session is not null;
            if (session is null && _sessions.Count < Options.MaximumSessions)
            {
                session = new MqttSession(identity.ClientId, this);
                _sessions.Add(identity.ClientId, session);
            }

            if (session is not null)
            {
                session.Identity = identity;
                session.Will = WillOf(connect);
                session.ExpiresAtMillis = BrokerMessage.Never;
                if (session.IsDurable && expirySeconds == 0)
                {
                    Store.RemoveSession(session.ClientId);
                }

                session.ExpirySeconds = expirySeconds;
                Note(session);
                NoteWill(session);
                connection.Enter(session);
                if (isPresent)
                {
                    DropForbidden(session);
                }

                session.Attach(connection, new ConnAckPacket(isPresent, MqttReasonCode.Success, properties));
            }
        }

        Settle(left);
    }

    internal void Detach(BrokerConnection connection, MqttSession session)
    {
        var left = new SessionRemains();
        lock (_table)
        {
            if (ReferenceEquals(session.Connection, connection))
            {
                Leave(session, connection.IsGraceful, left);
            }
        }

        Settle(left);
    }

    /// <summary>DISCONNECT may carry another session expiry (section 3.14.2.2.2).</summary>
    internal void ChangeExpiry(MqttSession session, uint seconds)
    {
        lock (_table)
        {
            session.ExpirySeconds = seconds;
        }
    }

    private void Restore()
    {
        var (sessions, retained) = Store.Load();
        foreach (var message in retained)
        {
            _retained.TrySet(message);
        }

        foreach (var stored in sessions)
        {
            var session = new MqttSession(stored.ClientId, this)
            {
                ExpirySeconds = stored.ExpirySeconds,
                Identity = new MqttClientIdentity(stored.ClientId, stored.Will?.UserName, stored.Will?.CertificateSubject, null),
                Will = stored.Will?.Will,
            };
            _sessions.Add(stored.ClientId, session);
            foreach (var (options, identifier) in stored.Subscriptions)
            {
                var subscription = new Subscription(session, options, identifier);
                session.Subscriptions[options.Filter] = subscription;
                _subscriptions.Add(subscription);
            }

            session.Restore(stored.Messages);
            foreach (var packetId in stored.Incoming)
            {
                session.Incoming[packetId] = new IncomingQos2(null);
            }

            // Who was connected when the server stopped has its time from now on.
            session.ExpiresAtMillis = stored.ExpiresAtMillis == BrokerMessage.Never ? ExpiryFrom(session) : stored.ExpiresAtMillis;
            if (stored.Will is { } will)
            {
                // A start is the loss of all connections; section 3.1.2.5 lets a server that failed publish wills only then.
                var grace = (long)Options.WillGraceAfterStart.TotalMilliseconds;
                session.WillDueAtMillis = will.DueAtMillis == BrokerMessage.Never
                    ? NowMillis + Math.Max(will.Will.DelaySeconds * 1000L, grace)
                    : Math.Max(will.DueAtMillis, NowMillis + grace);
                if (session.IsOnlyAWill)
                {
                    session.ExpiresAtMillis = NowMillis + grace;
                }
            }

            Schedule(session);
        }
    }

    // The connection is gone; what becomes of the session and of the will. Under the table's lock.
    private void Leave(MqttSession session, bool isGraceful, SessionRemains left)
    {
        session.Detach();
        var isStopping = Volatile.Read(ref _isStopping);
        var staysKnown = isStopping && !isGraceful && session.Will is not null;
        if (isGraceful || isStopping)
        {
            // A server that stops says nothing about its clients: a city's devices do not all go offline because of a restart. The store
            // keeps their wills for the case that a client does not come back.
            session.Will = null;
        }

        if (session.ExpirySeconds == 0)
        {
            End(session, left, staysKnown);
            return;
        }

        session.ExpiresAtMillis = ExpiryFrom(session);
        if (session.Will is { } will)
        {
            if (will.DelaySeconds == 0)
            {
                left.Wills.Add((will, session.Identity));
                session.Will = null;
            }
            else
            {
                session.WillDueAtMillis = NowMillis + (will.DelaySeconds * 1000L);
            }
        }

        Note(session);
        if (isGraceful || !isStopping)
        {
            NoteWill(session);
        }

        Schedule(session);
    }

    // The session is over, and with it the delay of its will ([MQTT-3.1.3-9]).
    private void End(MqttSession session, SessionRemains left, bool staysKnown = false)
    {
        if (session.Will is { } will)
        {
            left.Wills.Add((will, session.Identity));
            session.Will = null;
        }

        _sessions.Remove(session.ClientId);
        lock (session.Gate)
        {
            session.Clear(left.Orphans);
            foreach (var subscription in session.Subscriptions.Values)
            {
                _subscriptions.Remove(subscription);
            }

            session.Subscriptions.Clear();
        }

        if (!staysKnown)
        {
            Store.RemoveSession(session.ClientId);
        }
    }

    private void Note(MqttSession session)
    {
        if (session.IsDurable)
        {
            Store.SaveSession(session.ClientId, session.ExpirySeconds, session.ExpiresAtMillis);
        }
    }

    private long ExpiryFrom(MqttSession session) =>
        session.ExpirySeconds == uint.MaxValue ? BrokerMessage.Never : NowMillis + (session.ExpirySeconds * 1000L);

    private void Schedule(MqttSession session)
    {
        // At most one useful entry per session: a client that comes and goes does not fill the queue.
        var at = Math.Min(session.ExpiresAtMillis, session.WillDueAtMillis);
        if (at < session.ScheduledAtMillis)
        {
            session.ScheduledAtMillis = at;
            _due.Enqueue(session, at);
        }
    }

    private void EndWhatIsDue()
    {
        var left = new SessionRemains();
        lock (_table)
        {
            var now = NowMillis;
            while (_due.TryPeek(out var session, out var at) && at <= now)
            {
                _due.Dequeue();
                session.ScheduledAtMillis = BrokerMessage.Never;
                if (session.IsRemoved || session.IsConnected)
                {
                    continue;
                }

                if (session.ExpiresAtMillis <= now)
                {
                    End(session, left);
                    continue;
                }

                if (session.WillDueAtMillis <= now)
                {
                    session.WillDueAtMillis = BrokerMessage.Never;
                    if (session.Will is { } will)
                    {
                        session.Will = null;
                        left.Wills.Add((will, session.Identity));
                        NoteWill(session);
                    }
                }

                Schedule(session);
            }
        }

        Settle(left);
    }
}
