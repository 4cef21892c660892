#include "client/services.h"

#include <gtest/gtest.h>

namespace eni::client {
namespace {

TEST(Services, FlattenParametersAsTheirProtocolHasThem) {
  const struct {
    const char* service;
    const char* params;
    const char* body;
  } rows[] = {
      {"sts", R"({})", "Action=Do&Version=2011-06-15"},
      {"iam", R"({"RoleName":"a b"})", "Action=Do&Version=2010-05-08&RoleName=a%20b"},
      {"cloudformation", R"({"Parameters":[{"ParameterKey":"K","ParameterValue":"V"}],"Disable":true})",
       "Action=Do&Version=2010-05-15&Parameters.member.1.ParameterKey=K&Parameters.member.1.ParameterValue=V&"
       "Disable="
       "true"},
      {"ec2", R"({"Filter":[{"Name":"n","Value":["a","b"]}],"MinCount":1})",
       "Action=Do&Version=2016-11-15&Filter.1.Name=n&Filter.1.Value.1=a&Filter.1.Value.2=b&MinCount=1"},
      {"autoscaling", R"({"Preferences":{"MinHealthyPercentage":90}})",
       "Action=Do&Version=2011-01-01&Preferences.MinHealthyPercentage=90"},
  };
  for (const auto& row : rows) {
    const json::value params = json::parse(row.params);
    EXPECT_EQ(form_body(service_of(row.service), "Do", params.as_object()), row.body);
  }
}

TEST(Services, OneWithoutARowIsADefect) { EXPECT_THROW(service_of("nosuch"), std::logic_error); }

}  // namespace
}  // namespace eni::client
