namespace SmartCity.Ioc.Host.Api;

/// <summary>JSON has no NaN and no infinity: what is not a number is null.</summary>
internal static class JsonNumbers
{
    public static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
