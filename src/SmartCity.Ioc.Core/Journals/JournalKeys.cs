namespace SmartCity.Ioc.Journals;

/// <summary>The keys under which the two journals of decision 1 are registered as services, and the names of their readers.</summary>
public static class JournalKeys
{
    public const string Inputs = "inputs";

    public const string Outputs = "outputs";

    /// <summary>The pipeline's name among the readers of the inputs: what lies before its position is in a checkpoint.</summary>
    public const string PipelineReader = "pipeline";
}
