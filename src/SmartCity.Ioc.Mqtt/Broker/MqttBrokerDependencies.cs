using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>What a broker is made of; each with the part that it has when nobody says otherwise.</summary>
internal sealed record MqttBrokerDependencies(MqttBrokerOptions Options, TimeProvider Time, ILogger Log)
{
    public IMqttSessionStore Store { get; init; } = new NoSessionStore();

    public IMqttAuthenticator Authenticator { get; init; } = new AllowAll();

    public IMqttAuthorizer Authorizer { get; init; } = new AllowAll();

    public IPublishIntake? Intake { get; init; }

    public PublishIntakeFilter? IntakeFilter { get; init; }

    public IMeterFactory? Meters { get; init; }
}
