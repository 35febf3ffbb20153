namespace SmartCity.Ioc.Simulators.City.Models;

/// <summary>What a kind of device measures in a situation: a pure function of it.</summary>
internal interface IDeviceModel
{
    /// <summary>Sets the metrics that the model knows; the others of the kind wander within their range.</summary>
    void Measure(in Situation situation, Measurement measurement);
}
