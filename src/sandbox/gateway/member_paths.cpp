#include "sandbox/gateway/member_paths.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "base/text.h"

namespace eni::sandbox {

namespace {

[[noreturn]] void refuse(std::string_view text) {
  throw std::logic_error("names of members with braces out of place: " + std::string(text));
}

}  // namespace

MemberPaths& MemberPaths::name(std::string_view name) { return name == "*" ? *this : members_[name]; }

void MemberPaths::add(std::string_view text) {
  const std::string_view whole = text;
  std::vector<MemberPaths*> open{this};
  while (!(text = trim(text)).empty()) {
    if (text.front() == '}') {
      if (open.size() == 1) refuse(whole);
      open.pop_back();
      text.remove_prefix(1);
      continue;
    }
    const std::string_view name = text.substr(0, text.find_first_of(" \n{}"));
    if (name.empty()) refuse(whole);
    MemberPaths& named = open.back()->name(name);
    text = trim(text.substr(name.size()));
    if (text.starts_with('{')) {
      open.push_back(&named);
      text.remove_prefix(1);
    } else {
      named.covers_all_ = true;
    }
  }
  if (open.size() != 1) refuse(whole);
}

const MemberPaths* MemberPaths::find(std::string_view name) const {
  if (covers_all_) return this;
  const auto row = members_.find(name);
  return row == members_.end() ? nullptr : &row->second;
}

}  // namespace eni::sandbox
