using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmartCity.Ioc.Push.Streams;

namespace SmartCity.Ioc.Push;

/// <summary>
/// Tells a wall to come again while so many wait for their first picture that it would give up before its turn. A browser's page sees no more
/// than that its hand-shake failed, and waits by chance between half and the whole of a doubling time; programs are told a time.
/// </summary>
internal sealed class CrowdCheck(FirstFrameGate gate, PushMetrics metrics)
{
    private const int LongestRetrySeconds = 5;

    public bool Allows(HttpContext context)
    {
        if (!gate.IsCrowded)
        {
            return true;
        }

        metrics.CountTurnedAway();
        context.Response.Headers.RetryAfter = Random.Shared.Next(1, LongestRetrySeconds + 1).ToString(CultureInfo.InvariantCulture);
        return false;
    }
}
