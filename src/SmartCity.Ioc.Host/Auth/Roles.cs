namespace SmartCity.Ioc.Host.Auth;

/// <summary>What a key may do, and the policies that the endpoints ask for.</summary>
internal static class Roles
{
    public const string Viewer = "viewer";
    public const string Operator = "operator";
    public const string Ingest = "ingest";
    public const string Admin = "admin";

    public static readonly IReadOnlyList<string> All = [Viewer, Operator, Ingest, Admin];
}
