using SmartCity.Ioc.Push.State;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>What all streams share.</summary>
internal sealed record LiveStreamServices(
    LiveTable Table, AlertFeed Alerts, IndicatorFeed Indicators, ISourceAges Ages, LivePushOptions Options, TimeProvider Time);
