namespace SmartCity.Ioc.Ingest.Brokers;

/// <summary>The external brokers (<c>Ioc:Mqtt:Brokers</c>); none by default.</summary>
public sealed class BrokersOptions
{
    public List<BrokerOptions> Brokers { get; set; } = [];
}
