namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>What the server says became of its messages (CONTRACT section 3).</summary>
internal readonly record struct LedgerTotals(long Received, long Accepted, long Duplicate, long Late, long Quarantined, long Lost, long Shed);
