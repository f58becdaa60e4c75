"""What staff, programs and the clock do with shops and listings. Each act writes its own history."""
