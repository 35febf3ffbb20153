namespace SmartCity.Ioc.Simulators.Scenario;

/// <summary>What two lists of lines do not have in common, in order: <c>-</c> expected and not come, <c>+</c> come and not expected.</summary>
internal static class LineDifference
{
    public static IReadOnlyList<string> Between(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        // What is the same at both ends needs no table: that is nearly all.
        var head = 0;
        while (head < expected.Count && head < actual.Count && expected[head] == actual[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < expected.Count - head && tail < actual.Count - head && expected[^(tail + 1)] == actual[^(tail + 1)])
        {
            tail++;
        }

        var (left, right) = (expected.Skip(head).Take(expected.Count - head - tail).ToList(), actual.Skip(head).Take(actual.Count - head - tail).ToList());
        return Walk(left, right, Common(left, right));
    }

    // The longest common subsequence's length from each pair of places on.
    private static int[,] Common(List<string> left, List<string> right)
    {
        var common = new int[left.Count + 1, right.Count + 1];
        for (var i = left.Count - 1; i >= 0; i--)
        {
            for (var j = right.Count - 1; j >= 0; j--)
            {
                common[i, j] = left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }

    private static List<string> Walk(List<string> left, List<string> right, int[,] common)
    {
        var difference = new List<string>();
        var (i, j) = (0, 0);
        while (i < left.Count || j < right.Count)
        {
            if (i < left.Count && j < right.Count && left[i] == right[j])
            {
                i++;
                j++;
            }
            else if (j == right.Count || (i < left.Count && common[i + 1, j] >= common[i, j + 1]))
            {
                difference.Add("- " + left[i++]);
            }
            else
            {
                difference.Add("+ " + right[j++]);
            }
        }

        return difference;
    }
}
