using SmartCity.Ioc.Push.State;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>What all streams share.</summary>
/// <param name="Gate">Lets first frames out a few at a time.</param>
/// <param name="Trace">Null where nobody follows messages.</param>
internal sealed record LiveStreamServices(
    LiveTable Table, AlertFeed Alerts, IndicatorFeed Indicators, ISourceAges Ages, LivePushOptions Options, PushMetrics Metrics, TimeProvider Time,
    FirstFrameGate Gate,
    IDeviceTrace? Trace = null);
