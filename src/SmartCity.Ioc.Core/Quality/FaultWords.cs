namespace SmartCity.Ioc.Quality;

/// <summary>The data check's word for each fault, as the REST interface and docs/data-quality.md have it.</summary>
public static class FaultWords
{
    private static readonly (DeliveryFault Fault, string Word)[] Deliveries =
    [
        (DeliveryFault.Outage, "outage"),
        (DeliveryFault.Silent, "silent"),
        (DeliveryFault.Flapping, "flapping"),
        (DeliveryFault.Restarted, "restarted"),
        (DeliveryFault.Loss, "loss"),
        (DeliveryFault.Duplicates, "duplicates"),
        (DeliveryFault.Reordered, "reordered"),
        (DeliveryFault.Delayed, "delayed"),
        (DeliveryFault.Corrupt, "corrupt"),
        (DeliveryFault.Oversize, "oversize"),
        (DeliveryFault.Flood, "flood"),
    ];

    private static readonly (Suspicion Fault, string Word)[] Values =
    [
        (Suspicion.OutOfRange, "out-of-range"),
        (Suspicion.Frozen, "frozen"),
        (Suspicion.Jumping, "jumping"),
        (Suspicion.Drifting, "drifting"),
    ];

    /// <param name="isCamera">A flat line of what a camera counts means that its picture stands still.</param>
    public static IReadOnlyList<string> Of(DeliveryFault delivery, Suspicion suspicion, bool isCamera)
    {
        if (delivery == DeliveryFault.None && suspicion == Suspicion.None)
        {
            return [];
        }

        var words = new List<string>();
        words.AddRange(Deliveries.Where(one => (delivery & one.Fault) != 0).Select(one => one.Word));
        words.AddRange(Values.Where(one => (suspicion & one.Fault) != 0).Select(one => one.Word));

        if ((suspicion & Suspicion.Skewed) != 0 || (delivery & DeliveryFault.Ahead) != 0)
        {
            words.Add("skewed");
        }

        // Where all values stand still, one of them does too.
        if ((suspicion & Suspicion.Flat) != 0 && (suspicion & Suspicion.Frozen) == 0)
        {
            words.Add(isCamera ? "stuck-camera" : "flat");
        }

        return words;
    }
}
