using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Readings;

/// <summary>A string member of a payload: the latest is kept, nothing is aggregated.</summary>
/// <param name="Message">Index of its message in <see cref="ReadingBatch.Messages"/>.</param>
public readonly record struct AttributeValue(int Message, string Name, string Value);

/// <summary>A discrete detection (<c>events[]</c> of CONTRACT section 3).</summary>
/// <param name="Message">Index of its message.</param>
/// <param name="Type"><c>plate</c>, <c>wrong-way</c>, ...</param>
/// <param name="Value">What was detected, as text, or null.</param>
/// <param name="Confidence">0 to 1, or NaN where the device did not say.</param>
/// <param name="Json">The whole event object as it came, for the details.</param>
public readonly record struct DetectionEvent(int Message, string Type, string? Value, double Confidence, string Json);

/// <summary>Where a message says that its device is.</summary>
public readonly record struct ReportedLocation(int Message, GeoPoint Location);
