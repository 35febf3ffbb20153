using System.Collections.Immutable;

namespace SmartCity.Ioc.Push.State;

/// <summary>The open alerts by id, exactly as they stand after the change with <paramref name="LastSequence"/>.</summary>
internal sealed record OpenAlertsSnapshot(long LastSequence, ImmutableDictionary<string, AlertEntry> Open);
