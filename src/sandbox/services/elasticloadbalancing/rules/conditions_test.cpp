#include "sandbox/services/elasticloadbalancing/rules/conditions.h"

#include <gtest/gtest.h>

namespace eni::sandbox::elb_service {
namespace {

struct Row {
  std::string_view conditions;
  std::string_view expected;  ///< as shown, or the error's message
};

TEST(Conditions, AreCheckedInTheWordsOfElasticLoadBalancing) {
  const std::string long_text(129, 'a');
  const std::string too_long = R"([{"Field":"path-pattern","Values":["/)" + long_text + R"("]}])";
  const Row rows[] = {
      {R"([{"Field":"path-pattern","Values":["/img/*"]}])",
       R"([{"Field":"path-pattern","Values":["/img/*"],"PathPatternConfig":{"Values":["/img/*"]}}])"},
      {R"([{"Field":"host-header","HostHeaderConfig":{"Values":["a.example.com","*.b.com"]}}])",
       R"([{"Field":"host-header","Values":["a.example.com","*.b.com"],)"
       R"("HostHeaderConfig":{"Values":["a.example.com","*.b.com"]}}])"},
      {R"([{"Field":"http-header","HttpHeaderConfig":{"HttpHeaderName":"User-Agent","Values":["*Chrome*"]}}])",
       R"([{"Field":"http-header","HttpHeaderConfig":{"HttpHeaderName":"User-Agent","Values":["*Chrome*"]}}])"},
      {R"([{"Field":"query-string","QueryStringConfig":{"Values":[{"Key":"v","Value":"v1"}]}}])",
       R"([{"Field":"query-string","QueryStringConfig":{"Values":[{"Value":"v1","Key":"v"}]}}])"},
      {R"([{"Field":"source-ip","SourceIpConfig":{"Values":["192.0.2.0/24","2001:db8::/32"]}}])",
       R"([{"Field":"source-ip","SourceIpConfig":{"Values":["192.0.2.0/24","2001:db8::/32"]}}])"},
      {R"([{"Field":"http-request-method","HttpRequestMethodConfig":{"Values":["GET","CUSTOM-METHOD"]}}])",
       R"([{"Field":"http-request-method","HttpRequestMethodConfig":{"Values":["GET","CUSTOM-METHOD"]}}])"},
      {R"([{"Field":"path-pattern","PathPatternConfig":{"RegexValues":["^/api/[0-9]+$"]}}])",
       R"([{"Field":"path-pattern","PathPatternConfig":{"RegexValues":["^/api/[0-9]+$"]}}])"},
      {R"([{"Field":"colour","Values":["red"]}])",
       "Condition field 'colour' must be one of '[path-pattern, host-header, http-header, "
       "http-request-method, "
       "query-string, source-ip]'"},
      {R"([{"Field":"path-pattern","Values":["/a","/b"]}])",
       "The 'path-pattern' field contains too many values; the limit is '1'"},
      {too_long, "The 'path-pattern' value is too long; the limit is '128'"},
      {R"([{"Field":"path-pattern"}])", "A condition value must be specified"},
      {R"([{"Field":"path-pattern","Values":["/a"],"PathPatternConfig":{"Values":["/a"]}}])",
       "You cannot provide both Values and 'PathPatternConfig' for a condition of type 'path-pattern'"},
      {R"([{"Field":"source-ip","Values":["10.0.0.0/8"]}])",
       "The 'Values' field is not compatible with 'source-ip'"},
      {R"([{"Field":"source-ip"}])", "A 'SourceIpConfig' must be specified with 'source-ip'"},
      {R"([{"Field":"http-header"}])", "A 'HttpHeaderConfig' must be specified with 'http-header'"},
      {R"([{"Field":"query-string"}])", "A 'QueryStringConfig' must be specified with 'query-string'"},
      {R"([{"Field":"query-string","QueryStringConfig":{"Values":[{"Key":"v"}]}}])",
       "A 'Value' must be specified in 'QueryStringKeyValuePair'"},
      {R"([{"Field":"http-request-method","HttpRequestMethodConfig":{"Values":["get"]}}])",
       "The 'http-request-method' value is invalid; the allowed characters are A-Z, hyphen and underscore"},
      {R"([{"Field":"host-header","HostHeaderConfig":{"Values":["a.b","c.d","e.f","g.h","i.j","k.l"]}}])",
       "A rule can only have '5' condition values"},
      {R"([{"Field":"path-pattern","Values":["/******"]}])", "A rule can only have '5' condition wildcards"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.conditions);
    const auto read = read_conditions({{"Conditions", json::parse(row.conditions)}});
    EXPECT_EQ(read.has_error() ? read.error().message : json::serialize(*read), row.expected);
    if (read.has_error()) {
      EXPECT_EQ(read.error().code, "ValidationError");
    }
  }
}

}  // namespace
}  // namespace eni::sandbox::elb_service
