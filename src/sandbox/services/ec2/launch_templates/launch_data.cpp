#include "sandbox/services/ec2/launch_templates/launch_data.h"

#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/launch_templates/launch_options.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox::ec2_service {
namespace {

using shapes::Kind;
using shapes::Member;
using shapes::Shape;

ApiResult<json::value> shown_value(const Shape& request, const Shape& response, const json::value& value,
                                   const std::string& path);

std::optional<Member> member_called(const Shape& request, std::string_view query_name) {
  for (std::size_t at = 0; at < request.member_count(); ++at)
    if (request.member(at).query_name() == query_name) return request.member(at);
  return std::nullopt;
}

/// The members of requests and replies go by the same names in the model.
ApiResult<json::object> shown_structure(const Shape& request, const Shape& response, const json::object& data,
                                        const std::string& path) {
  json::object shown;
  for (const auto& [name, value] : data) {
    const std::string full = path.empty() ? std::string(name) : path + "." + std::string(name);
    const auto asked = member_called(request, name);
    const auto told = asked ? response.find_member(asked->name()) : std::nullopt;
    if (!told) return unsupported("the parameter " + full);
    ENI_TRY(shown[told->wire_name()], shown_value(asked->shape(), told->shape(), value, full));
  }
  return shown;
}

ApiResult<json::value> shown_list(const Shape& request, const Shape& response, const json::array& data,
                                  const std::string& path) {
  json::array list;
  for (const json::value& element : data) {
    ENI_TRY(auto shown, shown_value(request.element().shape(), response.element().shape(), element, path));
    list.push_back(std::move(shown));
  }
  return json::value(std::move(list));
}

template <class T>
ApiResult<json::value> scalar(const ApiResult<std::optional<T>>& value, const std::string& path) {
  if (value.has_error() || !*value)
    return invalid_parameter_value("The value of the parameter " + path + " is not valid");
  return json::value(**value);
}

ApiResult<json::value> shown_value(const Shape& request, const Shape& response, const json::value& value,
                                   const std::string& path) {
  const Params one{json::object{{"it", value}}};
  switch (request.kind()) {
    case Kind::kStructure:
      if (const json::object* structure = value.if_object()) {
        ENI_TRY(auto shown, shown_structure(request, response, *structure, path));
        return json::value(std::move(shown));
      }
      return invalid_parameter_value("The parameter " + path + " is not a structure");
    case Kind::kList:
      return shown_list(request, response, value.is_array() ? value.get_array() : json::array{}, path);
    case Kind::kInteger:
    case Kind::kLong:
      return scalar(one.integer("it", 0, 1'000'000), path);
    case Kind::kBoolean:
      return scalar(one.boolean("it"), path);
    default:
      return scalar<std::string>(one.text("it"), path);
  }
}

Shape shape_of(std::string_view operation, bool is_input) {
  const auto found = shapes::find_service("ec2")->find_operation(operation);
  return is_input ? *found->input() : *found->output();
}

/// RequestLaunchTemplateData.
Shape request_shape() {
  return shape_of("CreateLaunchTemplate", true).find_member("LaunchTemplateData")->shape();
}

/// ResponseLaunchTemplateData.
Shape response_shape() {
  const Shape versions = shape_of("DescribeLaunchTemplateVersions", false);
  const Shape version = versions.find_member("LaunchTemplateVersions")->shape().element().shape();
  return version.find_member("LaunchTemplateData")->shape();
}

/// `list` and those elements of `beneath` whose `key` it does not have.
json::array merge_lists(json::array list, const json::array& beneath, std::string_view key) {
  for (const json::value& lower : beneath) {
    const bool has = std::any_of(list.begin(), list.end(), [&](const json::value& upper) {
      return text_at(upper, key) == text_at(lower, key);
    });
    if (!has) list.push_back(lower);
  }
  return list;
}

json::array merge_tags(json::array list, const json::array& beneath) {
  for (json::value& upper : list) {
    for (const json::value& lower : beneath) {
      if (text_at(upper, "ResourceType") != text_at(lower, "ResourceType")) continue;
      upper.as_object()["Tag"] = merge_lists(array_at(upper, "Tag"), array_at(lower, "Tag"), "Key");
    }
  }
  return merge_lists(std::move(list), beneath, "ResourceType");
}

}  // namespace

ApiResult<json::object> shown_launch_data(const json::object& data) {
  ENI_TRY(auto shown, shown_structure(request_shape(), response_shape(), data, ""));
  ENI_CHECK(check_launch_options(shown));
  return shown;
}

json::object merge_launch_data(json::object data, const json::object& beneath) {
  for (const auto& member : beneath) {
    if (member.key() == "TagSpecification") {
      data["TagSpecification"] =
          merge_tags(array_at(data, "TagSpecification"), array_at(beneath, "TagSpecification"));
    } else if (!data.contains(member.key())) {
      data[member.key()] = member.value();
    }
  }
  return data;
}

}  // namespace eni::sandbox::ec2_service
