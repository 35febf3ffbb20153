namespace SmartCity.Ioc.Pipeline;

/// <summary>What moves the pipeline's clock (<c>Ioc:Pipeline:Clock</c>).</summary>
public enum ClockSource : byte
{
    /// <summary>The journal's time: the host's clock when the frame was appended.</summary>
    Host,

    /// <summary>The newest event time seen, in whole seconds: recordings play at any speed on their own time.</summary>
    Data,
}
