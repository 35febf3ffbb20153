namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>What <c>sim load</c> says at its end.</summary>
/// <param name="Missed">Messages that it did not send because it or the other side was too slow.</param>
internal sealed record LoadResult(long Messages, double Seconds, double Rate, long Missed, double CpuMicrosPerMessage);
