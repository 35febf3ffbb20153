namespace SmartCity.Ioc.Host.Auth;

/// <summary>A static key for a machine (<c>Ioc:Auth:ApiKeys:N</c>).</summary>
internal sealed class ApiKeySettings
{
    public string Key { get; set; } = string.Empty;

    public string Role { get; set; } = Roles.Viewer;

    /// <summary>Ids of the zones that it may see, with all below them; empty for all. A list, or one text with commas.</summary>
    public List<string> Zones { get; set; } = [];
}
