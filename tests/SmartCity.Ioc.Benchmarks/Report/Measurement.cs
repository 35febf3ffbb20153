namespace SmartCity.Ioc.Benchmarks.Report;

/// <summary>One line of the report.</summary>
/// <param name="Group">What was measured together and is read together.</param>
/// <param name="Unit">Of the value: <c>ns/op</c>, <c>B/op</c>, <c>µs/message</c>, <c>ms</c>, ...</param>
internal sealed record Measurement(string Group, string Name, double Value, string Unit)
{
    /// <summary>The measurement of the same group that this one is held against; null for a yardstick and for a count.</summary>
    public string? Yardstick { get; init; }

    /// <summary>Value by the yardstick's value.</summary>
    public double? Ratio { get; init; }

    /// <summary>What the value must not exceed; null = reported, not gated.</summary>
    public double? Budget { get; init; }

    public string? Note { get; init; }

    public bool IsYardstick { get; init; }

    public bool IsOverBudget => Value > Budget;

    /// <summary>Held against a yardstick; one that is missing leaves the ratio out.</summary>
    public Measurement Against(Measurement? yardstick) =>
        yardstick is { Value: > 0 } ? this with { Yardstick = yardstick.Name, Ratio = Value / yardstick.Value } : this;
}
