namespace SmartCity.Ioc.Mqtt.Transport;

/// <summary>Work that a round of a <see cref="ReadinessLoop"/> does once for all that it has read, however many sockets asked for it.</summary>
internal interface IRoundEnd
{
    /// <summary>On the loop's thread. Throws nothing.</summary>
    void OnRoundEnd();
}
