namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>Expected against received messages by event time, in even steps, oldest first.</summary>
/// <param name="From">Start of the first step.</param>
/// <param name="StepSeconds">60 where one-minute windows are kept.</param>
/// <param name="Expected">In each step, by the device's interval: below 1 where the device speaks less often.</param>
/// <param name="Received">In each step; null before the device was first heard and where the step's window has not closed yet.</param>
internal sealed record QualityStrip(DateTimeOffset From, double StepSeconds, double Expected, IReadOnlyList<long?> Received);
