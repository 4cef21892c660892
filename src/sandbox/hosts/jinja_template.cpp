#include "sandbox/hosts/jinja_template.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

std::string host_name(const MachineFacts& facts) {
  return facts.private_dns_name.substr(0, facts.private_dns_name.find('.'));
}

/// Names with hyphens also have one with underscores; those of v1 also stand at the top.
Variables variables_of(const MachineFacts& facts) {
  const std::pair<std::string_view, std::string> standard[] = {{"region", facts.region},
                                                               {"availability_zone", facts.zone},
                                                               {"instance_id", facts.instance_id},
                                                               {"local_hostname", host_name(facts)},
                                                               {"cloud_name", "aws"},
                                                               {"cloud_id", "aws"},
                                                               {"platform", "ec2"}};
  const std::pair<std::string_view, std::string> metadata[] = {{"instance_id", facts.instance_id},
                                                               {"instance_type", facts.instance_type},
                                                               {"ami_id", facts.image_id},
                                                               {"local_ipv4", facts.private_ip},
                                                               {"local_hostname", facts.private_dns_name},
                                                               {"hostname", facts.private_dns_name},
                                                               {"placement.availability_zone", facts.zone},
                                                               {"placement.region", facts.region}};
  Variables all;
  for (const auto& [name, value] : standard) {
    all.emplace(name, value);
    all.emplace("v1." + std::string(name), value);
  }
  for (const auto& [name, value] : metadata) all.emplace("ds.meta_data." + std::string(name), value);
  return all;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

/// "ds.meta_data['instance-id']" as "ds.meta_data.instance_id"; "" if it is another expression.
std::string dotted(std::string_view expression) {
  std::string name;
  while (!expression.empty()) {
    const bool is_index = expression.starts_with("['") || expression.starts_with("[\"");
    std::string_view piece;
    if (is_index) {
      const auto end = expression.find(std::string{expression[1], ']'}, 2);
      if (end == std::string_view::npos || name.empty()) return {};
      piece = expression.substr(2, end - 2);
      expression.remove_prefix(end + 2);
    } else {
      if (!name.empty()) {
        if (expression[0] != '.') return {};
        expression.remove_prefix(1);
      }
      piece = expression.substr(0, expression.find_first_of(".["));
      if (!is_name(piece)) return {};
      expression.remove_prefix(piece.size());
    }
    name += (name.empty() ? "" : ".") + replace_all(piece, "-", "_");
  }
  return name;
}

class Renderer {
 public:
  Renderer(std::string_view text, const MachineFacts& facts) : text_{text}, variables_{variables_of(facts)} {}

  Result<std::string> run() {
    std::string out;
    while (at_ < text_.size()) {
      const auto open = std::min(text_.find('{', at_), text_.size());
      out.append(text_.substr(at_, open - at_));
      at_ = open;
      const std::string_view mark = text_.substr(at_, 2);
      if (mark == "{{") {
        ENI_TRY(const std::string value, take_value());
        out.append(value);
      } else if (mark == "{#") {
        const auto end = text_.find("#}", at_);
        if (end == std::string_view::npos) return refused("a comment without its end");
        at_ = end + 2;
        // trim_blocks: the line's end after it belongs to it.
        if (text_.substr(at_, 1) == "\n") ++at_;
      } else if (mark == "{%") {
        return refused("'{%'");
      } else if (at_ < text_.size()) {
        out.push_back(text_[at_++]);
      }
    }
    return out;
  }

 private:
  Error refused(const std::string& what) const {
    const auto line = 2 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
    return {"line " + std::to_string(line) + ": " + what + " of a jinja template", {}};
  }

  Result<std::string> take_value() {
    const auto end = text_.find("}}", at_);
    if (end == std::string_view::npos) return refused("'{{' without '}}'");
    const std::string expression{trim(text_.substr(at_ + 2, end - at_ - 2))};
    const auto found = variables_.find(dotted(expression));
    if (found == variables_.end() || found->second.empty()) return refused("'{{ " + expression + " }}'");
    at_ = end + 2;
    return found->second;
  }

  std::string_view text_;
  Variables variables_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::string> render_jinja(std::string_view text, const MachineFacts& facts) {
  const auto end = text.find('\n');
  const std::string_view body = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return Renderer{body, facts}.run();
}

}  // namespace eni::sandbox::hosts
