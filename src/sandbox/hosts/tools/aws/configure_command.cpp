#include "base/text.h"
#include "sandbox/hosts/tools/aws/commands.h"
#include "sandbox/hosts/tools/aws/usage.h"

namespace eni::sandbox::hosts::tools::aws_cli {
namespace {

/// What is kept in the file of credentials.
bool is_secret(std::string_view name) {
  return name == "aws_access_key_id" || name == "aws_secret_access_key" || name == "aws_session_token";
}

struct Place {
  std::string path, section, name;
};

/// NAME, or profile.PROFILE.NAME, or PROFILE.NAME.
Place place_of(const Session& session, const std::string& given) {
  std::string profile = session.globals().profile.value_or("default");
  std::string name = given;
  if (name.starts_with("profile.")) name = name.substr(std::string_view("profile.").size());
  if (const auto dot = name.find('.'); dot != std::string::npos) {
    profile = name.substr(0, dot);
    name = name.substr(dot + 1);
  }
  if (is_secret(name)) return {credentials_path(session.tool()), profile, name};
  return {config_path(session.tool()), profile == "default" ? profile : "profile " + profile, name};
}

Task<int> set(Session& session, std::string given, std::string value) {
  constexpr unsigned kPrivate = 0600;
  const Place place = place_of(session, given);
  auto reading = session.tool().read_file(place.path);
  const auto old = co_await std::move(reading);
  std::string text = with_ini_value(old ? *old : "", place.section, place.name, value);
  auto writing = session.tool().write_file(place.path, std::move(text), kPrivate);
  const auto written = co_await std::move(writing);
  if (written) co_return 0;
  co_return report(session.tool(), session.version(), {Failure::kGeneral, written.error().message});
}

Task<int> get(Session& session, std::string given) {
  const Place place = place_of(session, given);
  auto reading = session.tool().read_file(place.path);
  const auto text = co_await std::move(reading);
  const IniFile file = read_ini(text ? *text : "");
  const auto section = file.find(place.section);
  if (section == file.end()) co_return 1;
  const auto value = section->second.find(place.name);
  if (value == section->second.end()) co_return 1;
  session.tool().out(value->second + "\n");
  co_return 0;
}

}  // namespace

Task<int> run_configure(Session& session, std::vector<std::string> words) {
  const std::string what = words.empty() ? "" : words[0];
  if (what == "set" && words.size() == 3) {
    auto setting = set(session, words[1], words[2]);
    co_return co_await std::move(setting);
  }
  if (what == "get" && words.size() == 2) {
    auto getting = get(session, words[1]);
    co_return co_await std::move(getting);
  }
  const CliVersion version = session.version();
  if (what == "set" || what == "get") {
    co_return report(session.tool(), version,
                     usage_error(version, "the following arguments are required: varname" +
                                              std::string(what == "set" ? ", value" : "")));
  }
  co_return report(session.tool(), version,
                   {Failure::kGeneral, "aws configure: hosts of the sandbox carry out set and get alone"});
}

}  // namespace eni::sandbox::hosts::tools::aws_cli
