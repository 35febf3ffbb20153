namespace SmartCity.Ioc.Journals;

/// <summary>The keys under which the two journals of decision 1 are registered as services.</summary>
public static class JournalKeys
{
    public const string Inputs = "inputs";

    public const string Outputs = "outputs";
}
