#include "sandbox/services/ec2/instances/reservations.h"

#include <string>

#include "sandbox/services/ec2/pages.h"

namespace eni::sandbox::ec2_service {

std::vector<json::object> group_by_reservation(std::vector<json::object> items) {
  std::vector<json::object> reservations;
  std::string last;
  for (json::object& item : items) {
    const std::string id = text_at(item, "_reservation");
    if (reservations.empty() || id != last) {
      json::object reservation{{"reservationId", id}, {"ownerId", item.at("_owner")}};
      reservation["groupSet"] = json::array();
      reservation["instancesSet"] = json::array();
      reservations.push_back(std::move(reservation));
      last = id;
    }
    reservations.back().at("instancesSet").as_array().push_back(visible(std::move(item)));
  }
  return reservations;
}

}  // namespace eni::sandbox::ec2_service
