using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Api;

/// <summary>A store that is away or a journal that can not take anything now is no fault of the caller's: 503, and when to come back.</summary>
internal sealed class UnavailableFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (StoreUnavailableException e)
        {
            return ApiProblem.Unavailable(context.HttpContext, $"The time series store is away: {e.Message}", e.RetryAfter);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            return ApiProblem.Unavailable(context.HttpContext, e.Message);
        }
    }
}
