using System.Globalization;

namespace SmartCity.Ioc.Simulators.Output;

/// <summary>Says on the error stream how far a long run is, its rate and the time left: one line that renews itself on a terminal, a line
/// every ten seconds in a log.</summary>
internal sealed class Progress(TextWriter error, bool terminal, TimeProvider time)
{
    private readonly TimeSpan _every = terminal ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(10);
    private readonly long _start = time.GetTimestamp();
    private long _last = time.GetTimestamp();
    private long _lastDone;
    private bool _unfinished;

    public static bool OnTerminal => !Console.IsErrorRedirected;

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>The share that an earlier run had done: the time left follows from what this one adds.</summary>
    public double Begun { get; init; }

    /// <param name="share">How much is done, 0 to 1; NaN where nobody knows.</param>
    public void Report(long done, double share, string position)
    {
        if (time.GetElapsedTime(_last) is var since && since < _every)
        {
            return;
        }

        var rate = (done - _lastDone) / since.TotalSeconds;
        (_last, _lastDone) = (time.GetTimestamp(), done);
        var left = share > Begun ? Clock(Elapsed * ((1 - share) / (share - Begun))) + " left" : "";
        var percent = double.IsNaN(share) ? "" : string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %  ");
        var line = string.Create(CultureInfo.InvariantCulture, $"{percent}{done:N0} messages  {rate:N0}/s  {position}  {left}").TrimEnd();
        error.Write(terminal ? "\r" + line.PadRight(78) : line + "\n");
        error.Flush();
        _unfinished = terminal;
    }

    /// <summary>Ends the line and says what was done in all.</summary>
    public void Finish(long done, string what)
    {
        if (_unfinished)
        {
            error.Write('\n');
        }

        error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {done:N0} messages in {Clock(Elapsed)}, {done / Math.Max(0.001, Elapsed.TotalSeconds):N0}/s"));
    }

    private static string Clock(TimeSpan span) => span.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}:{span.Seconds:00}");
}
