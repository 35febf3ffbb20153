using System.Text;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <content>CONNECT and DISCONNECT.</content>
internal sealed partial class BrokerConnection
{
    private ConnectPacket? _connect;
    private InboundFlow? _flow;
    private int _keepAlive;
    private bool _isGraceful;

    /// <summary>Whether the client said goodbye, so that its will is void ([MQTT-3.14.4-3]).</summary>
    public bool IsGraceful => _isGraceful;

    private Step HandleFirst(in MqttFrame frame)
    {
        if (frame.Type != MqttPacketType.Connect)
        {
            return Break(MqttDecodeError.Protocol("not-connect")); // [MQTT-3.1.0-1]
        }

        if (ConnectPacket.TryRead(frame, _scratch, out _connect, out var version, out var error))
        {
            Version = _connect!.Version;
            return Step.Connect;
        }

        // Only who understands CONNACK gets one: a known version, or an unknown one that is told so ([MQTT-3.1.2-2]).
        Version = version >= 5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311;
        if (version >= 5 || error.Word == "protocol-version")
        {
            Send(new ConnAckPacket(false, error.Code));
        }

        var why = error.Code == MqttReasonCode.UnsupportedProtocolVersion ? MqttRefusal.UnsupportedVersion : MqttRefusal.MalformedPacket;
        Refuse(why, error.Code, error.Word);
        return Step.NeedMore;
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        var connect = _connect!;
        _connect = null;
        var clientId = connect.ClientId;
        var isAssigned = false;
        if (clientId.Length == 0)
        {
            // [MQTT-3.1.3-6] to [MQTT-3.1.3-8]: MQTT 5 always gets one, 3.1.1 with Clean Session, 3.1 never.
            if (Version == MqttProtocolVersion.V310 || (Version == MqttProtocolVersion.V311 && !connect.CleanStart))
            {
                Reject(MqttRefusal.ClientIdentifier, MqttReasonCode.ClientIdentifierNotValid);
                return;
            }

            clientId = MqttBroker.NewClientId();
            isAssigned = true;
        }
        else if (Encoding.UTF8.GetByteCount(clientId) > _broker.Options.MaximumClientIdLength)
        {
            Reject(MqttRefusal.ClientIdentifier, MqttReasonCode.ClientIdentifierNotValid);
            return;
        }

        if (connect.Properties?.AuthenticationMethod is not null)
        {
            Reject(MqttRefusal.BadCredentials, MqttReasonCode.BadAuthenticationMethod); // [MQTT-4.12.0-1]
            return;
        }

        var claimed = new MqttClientIdentity(clientId, connect.UserName, _certificate?.Subject, Address);
        var verdict = await _broker.Authenticator.AuthenticateAsync(claimed, connect.Password, cancellation);
        if (verdict.Reason != MqttReasonCode.Success)
        {
            Reject(MqttRefusal.BadCredentials, verdict.Reason, claimed);
            return;
        }

        var identity = verdict.UserName == claimed.UserName ? claimed : claimed with { UserName = verdict.UserName };

        if (connect.Will is { } will && !_broker.MayPublish(identity, Encoding.UTF8.GetBytes(will.Topic)))
        {
            Reject(MqttRefusal.PublishNotAuthorized, MqttReasonCode.NotAuthorized, identity);
            return;
        }

        if (!_isClosing)
        {
            Admit(connect, identity, isAssigned);
        }
    }

    private void Admit(ConnectPacket connect, MqttClientIdentity identity, bool isAssigned)
    {
        var options = _broker.Options;
        var asked = connect.Properties;
        SendMaximum = Math.Min(options.MaximumInFlight, (int)(asked?.ReceiveMaximum ?? ushort.MaxValue));
        _maximumPacketSizeOut = Math.Min(MqttFrame.ProtocolMaximum, asked?.MaximumPacketSize ?? uint.MaxValue);
        _aliasLimitOut = Math.Min(options.OutgoingTopicAliasMaximum, (int)(asked?.TopicAliasMaximum ?? 0));
        _keepAlive = connect.KeepAlive;
        var isKeepAliveOurs = options.MaximumKeepAlive > 0 && (_keepAlive == 0 || _keepAlive > options.MaximumKeepAlive);
        if (isKeepAliveOurs && Version == MqttProtocolVersion.V500)
        {
            _keepAlive = options.MaximumKeepAlive; // [MQTT-3.1.2-21]
        }

        var wanted = Version == MqttProtocolVersion.V500 ? asked?.SessionExpiryInterval ?? 0 : connect.CleanStart ? 0 : uint.MaxValue;
        var granted = Math.Min(wanted, (uint)options.MaximumSessionExpiry.TotalSeconds);
        var properties = Version != MqttProtocolVersion.V500
            ? null
            : new MqttProperties
            {
                SessionExpiryInterval = granted == wanted ? null : granted,
                ReceiveMaximum = options.ReceiveMaximum == ushort.MaxValue ? null : (ushort)options.ReceiveMaximum,
                MaximumPacketSize = (uint)options.MaximumPacketSize,
                AssignedClientIdentifier = isAssigned ? identity.ClientId : null,
                TopicAliasMaximum = options.TopicAliasMaximum == 0 ? null : (ushort)options.TopicAliasMaximum,
                ServerKeepAlive = isKeepAliveOurs ? (ushort)options.MaximumKeepAlive : null,
                ResponseInformation = asked?.RequestResponseInformation == true ? options.ResponseInformation : null,
            };
        _broker.Attach(this, connect, identity, granted, properties);
        if (Session is null)
        {
            Reject(MqttRefusal.TooManySessions, MqttReasonCode.ServerBusy);
        }
    }

    /// <summary>Called by the broker inside its session lock, before the session may write to this connection.</summary>
    public void Enter(MqttSession session)
    {
        _flow = new InboundFlow(this, session, _broker.Store);

        // Always, and not only where the session looks behind from outside of its lock: a publisher inside it may have found this buffer full
        // a moment ago and be about to queue, and nobody else would send what it queues.
        Outbound.Drained = () => session.Pump(this);
        Session = session;
    }

    private void HandleDisconnect(DisconnectPacket packet)
    {
        var expiry = packet.Properties?.SessionExpiryInterval;
        if (expiry > 0 && Session!.ExpirySeconds == 0)
        {
            Break(MqttDecodeError.Protocol("session-expiry")); // Section 3.14.2.2.2: what began as 0 stays 0.
            return;
        }

        if (expiry is { } seconds)
        {
            _broker.ChangeExpiry(Session!, Math.Min(seconds, (uint)_broker.Options.MaximumSessionExpiry.TotalSeconds));
        }

        _isGraceful = packet.Reason == MqttReasonCode.Success; // Any other reason leaves the will to be published ([MQTT-3.1.2-8]).
        Close(MqttReasonCode.Success);
    }

    private void Reject(MqttRefusal why, MqttReasonCode reason, MqttClientIdentity? claimed = null)
    {
        Send(new ConnAckPacket(false, reason));
        if (!_isClosing)
        {
            _broker.Refused(why, Address, claimed?.ClientId, claimed?.UserName is { } name ? $"user '{name}'" : null);
            Close(reason);
        }
    }
}
