namespace SmartCity.Ioc.Readings;

/// <summary>What one device said at one event time: the unit that the ledger counts.</summary>
/// <param name="Device">Index in <see cref="CityRegistry"/>.</param>
/// <param name="MeasuredAtNanos">Event time, nanoseconds since the Unix epoch: the device's clock.</param>
/// <param name="ReceivedAtNanos">Arrival, nanoseconds since the Unix epoch: our clock, as the journal has it.</param>
/// <param name="Identity">The device's <c>seq</c> with <see cref="MessageMarks.HasSequence"/>, otherwise a 64-bit hash of its content.</param>
/// <param name="FirstValue">Index of its first value in <see cref="ReadingBatch.Values"/>.</param>
/// <param name="ValueCount">How many values follow; 0 for a status message or one with attributes only.</param>
public readonly record struct DeviceMessage(
    int Device,
    long MeasuredAtNanos,
    long ReceivedAtNanos,
    ulong Identity,
    MessageMarks Marks,
    int FirstValue,
    int ValueCount);
