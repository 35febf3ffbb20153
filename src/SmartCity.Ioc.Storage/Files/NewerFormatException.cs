namespace SmartCity.Ioc.Storage.Files;

/// <summary>A newer version of the server wrote a file. Not damage: nothing of it is moved aside, passed over or made again.</summary>
public sealed class NewerFormatException : Exception
{
    public NewerFormatException()
    {
    }

    public NewerFormatException(string message)
        : base(message)
    {
    }

    public NewerFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static NewerFormatException Of(string path, string what, int found, int known) => new(
        $"'{path}' has {what} {found}; this version of the server reads up to {known}. Start the newer server again, or give it another data directory.");
}
