namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>What many walls have seen since they were asked before.</summary>
/// <param name="Connected">Sockets now.</param>
/// <param name="Live">Walls that have had a frame since they came (back).</param>
/// <param name="Came">Of those, since before.</param>
/// <param name="Lost">Connections that were refused or ended.</param>
/// <param name="FirstFrameBytes">The largest first frame.</param>
/// <param name="AgeP50">From a frame's stamp until its last byte was here, in milliseconds.</param>
internal sealed record WallFigures(
    int Connected, int Live, int Came, int Lost, long Frames, long Bytes, long FirstFrameBytes, double AgeP50, double AgeP95, double AgeMax);
