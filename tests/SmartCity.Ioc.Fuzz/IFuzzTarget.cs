namespace SmartCity.Ioc.Fuzz;

/// <summary>Something that must bear any bytes.</summary>
internal interface IFuzzTarget
{
    string Name { get; }

    /// <summary>Inputs to begin with, beside those of the corpus folder.</summary>
    IEnumerable<byte[]> Seeds { get; }

    /// <summary>Tries one input; an exception is a finding. Returns a number that tells kinds of behaviour apart, so that new ones are kept.</summary>
    int Try(byte[] input);
}
