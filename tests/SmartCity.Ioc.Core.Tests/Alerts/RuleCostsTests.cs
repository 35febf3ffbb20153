using SmartCity.Ioc.Alerts.Rules;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Core.Tests.Alerts;

public sealed class RuleCostsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly RuleCosts _costs = new();

    [Fact]
    public void Costs_OfManyEvaluations_AreEstimatedFromEverySixtyFirst()
    {
        _costs.Measure(_time);
        Evaluate("pm25-high", 10 * RuleCosts.Every);

        var (rule, cost) = _costs.All.Should().ContainSingle().Subject;
        rule.Should().Be("pm25-high");
        cost.Evaluations.Should().Be(10 * RuleCosts.Every);
        cost.Seconds.Should().BeApproximately(10 * RuleCosts.Every * 0.001, 1e-9);
    }

    [Fact]
    public void Costs_ThatNobodyAskedFor_AreNotTimed()
    {
        Evaluate("pm25-high", 10 * RuleCosts.Every);

        _costs.All.Should().BeEmpty();
    }

    private void Evaluate(string rule, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var began = _costs.Begin();
            if (began != 0)
            {
                _time.Advance(TimeSpan.FromMilliseconds(1));
            }

            _costs.End(rule, began);
        }
    }
}
