namespace SmartCity.Ioc.City;

/// <summary>A text in the two languages of the product. Vietnamese is the one that an operator sees first.</summary>
/// <param name="Vi">Vietnamese; never empty.</param>
/// <param name="En">English; never empty.</param>
public sealed record LocalizedText(string Vi, string En);
