namespace SmartCity.Ioc.Simulators.City.Foreign;

/// <summary>How a device of another system speaks: its product's own topics and payloads. Owned by the simulation's one thread.</summary>
internal interface IForeignVoice
{
    /// <summary>Between two turns.</summary>
    TimeSpan Interval { get; }

    /// <summary>What it says at a turn, in order.</summary>
    /// <param name="measured">What its kind's model measured; empty for a kind without one.</param>
    IEnumerable<ForeignMessage> Speak(Situation situation, DateTimeOffset now, Measurement measured);
}
