namespace SmartCity.Ioc.Aggregates;

/// <summary>A closed window that a late reading changed and that is not given out again yet.</summary>
/// <param name="Level">Index of its level.</param>
/// <param name="Owner">Index of the device or of the zone's cell.</param>
/// <param name="Place">The metric's place in the owner's layout.</param>
internal readonly record struct CorrectedWindow(int Level, long StartNanos, int Owner, int Place);
