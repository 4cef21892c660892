#include "sandbox/services/elasticloadbalancing/rules/redirect.h"

#include <gtest/gtest.h>

namespace eni::sandbox::elb_service {
namespace {

struct Row {
  std::string_view protocol;  ///< of the listener
  std::string_view config;
  std::string_view expected;  ///< as shown, or the error's message
};

TEST(Redirect, FillsInWhatItKeepsAndRefusesLoops) {
  const std::string_view path =
      "The Path parameter must be a valid path, should start with a '/', and may contain up to one of each "
      "of these "
      "placeholders: '#{path}', '#{host}', '#{port}'.";
  const Row rows[] = {
      {"HTTP", R"({"Protocol":"HTTPS","Port":"443","StatusCode":"HTTP_301"})",
       R"({"Protocol":"HTTPS","Port":"443","Host":"#{host}","Path":"/#{path}","Query":"#{query}",)"
       R"("StatusCode":"HTTP_301"})"},
      {"HTTP", R"({"StatusCode":"HTTP_302"})",
       "The redirect configuration is not valid because it creates a loop"},
      {"HTTP", R"({"Protocol":"HTTP","Query":"a=b","StatusCode":"HTTP_302"})",
       "The redirect configuration is not valid because it creates a loop"},
      {"HTTPS", R"({"Protocol":"HTTP","StatusCode":"HTTP_301"})", "You cannot redirect HTTPS to HTTP"},
      {"HTTP", R"({"Path":"img","StatusCode":"HTTP_301"})", path},
      {"HTTP", R"({"Path":"/#{path}/#{path}","StatusCode":"HTTP_301"})", path},
      {"HTTP", R"({"Port":"70000","StatusCode":"HTTP_301"})",
       "The Port parameter must be a valid port between '1' and '65535', or '#{port}'."},
  };
  for (const Row& row : rows) {
    const auto read = read_redirect(json::parse(row.config).as_object(), row.protocol);
    EXPECT_EQ(read.has_error() ? read.error().message : json::serialize(*read), row.expected);
  }
}

}  // namespace
}  // namespace eni::sandbox::elb_service
