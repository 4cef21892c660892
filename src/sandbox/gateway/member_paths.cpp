#include "sandbox/gateway/member_paths.h"

#include <vector>

#include "base/text.h"

namespace eni::sandbox {

void MemberPaths::add(std::string_view text) {
  std::vector<MemberPaths*> open{this};
  MemberPaths* last = nullptr;
  while (!(text = trim(text)).empty()) {
    if (text.front() == '{') {
      last->covers_all_ = false;
      open.push_back(last);
      text.remove_prefix(1);
    } else if (text.front() == '}') {
      open.pop_back();
      text.remove_prefix(1);
    } else {
      const std::string_view name = text.substr(0, text.find_first_of(" \n{}"));
      last = name == "*" ? open.back() : &open.back()->members_[name];
      last->covers_all_ = true;
      text.remove_prefix(name.size());
    }
  }
}

const MemberPaths* MemberPaths::find(std::string_view name) const {
  if (covers_all_) return this;
  const auto row = members_.find(name);
  return row == members_.end() ? nullptr : &row->second;
}

}  // namespace eni::sandbox
