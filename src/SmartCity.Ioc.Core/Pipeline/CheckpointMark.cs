using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Pipeline;

/// <summary>What a checkpoint belongs to.</summary>
/// <param name="Inputs">The inputs before this are in the state; a replay begins here.</param>
/// <param name="Outputs">The length of the journal of outputs at that moment; what lies behind is cut off before a replay.</param>
public readonly record struct CheckpointMark(JournalPosition Inputs, JournalPosition Outputs);
