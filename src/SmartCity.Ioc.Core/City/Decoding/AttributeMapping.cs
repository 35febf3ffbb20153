namespace SmartCity.Ioc.City.Decoding;

/// <summary>One text.</summary>
public sealed record AttributeMapping(string Id, TextTemplate Value);
