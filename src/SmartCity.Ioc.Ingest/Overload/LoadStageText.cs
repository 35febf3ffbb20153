namespace SmartCity.Ioc.Ingest.Overload;

/// <summary>A stage in words: as the journal has it, and as a person reads it.</summary>
public static class LoadStageText
{
    private static readonly (string Name, string Meaning)[] Texts =
    [
        ("normal", "everything is kept"),
        ("thin-low", "single readings of low kinds are not stored"),
        ("thin-all", "single readings are not stored"),
        ("shed-low", "single readings are not stored, QoS 0 of low kinds is not taken in"),
        ("shed-all", "single readings are not stored, QoS 0 is taken in of critical kinds alone"),
    ];

    public static string Describe(LoadStage stage) => $"stage {(int)stage} of {Texts.Length - 1}, {Texts[(int)stage].Meaning}";

    internal static string Name(LoadStage stage) => Texts[(int)stage].Name;
}
