set terminal svg size 236,118 font 'Helvetica,Arial,sans-serif,14' noenhanced background rgb '#fdfdfc'
set encoding utf8
set border 3 linewidth 1 linecolor rgb '#7a8087'
set tics nomirror out scale 0.4 textcolor rgb '#2b2f33'
set grid linetype 1 linewidth 1 linecolor rgb '#e6e8ea'
set xtics offset 0, 0.3
unset key
set lmargin at screen 0.18644
set rmargin at screen 0.59322
set tmargin at screen 0.86441
set bmargin at screen 0.32203
set xrange [-0.5:2.5]
set yrange [1.5:-0.5]
unset border
unset grid
set xtics scale 0
unset xtics
set ytics scale 0
unset ytics
set label 'input' at graph 0.5, screen 0.15254 center front font ',14' textcolor rgb '#2b2f33'
set label 'unit' at screen 0.07627, graph 0.5 center rotate by 90 front font ',14' textcolor rgb '#2b2f33'
set palette defined (0 '#f7fbff', 1 '#c6dbef', 2 '#6baed6', 3 '#2171b5', 4 '#08306b')
set cbrange [1.0:6.0]
set colorbox user origin 0.66102, 0.32203 size 0.05932, 0.54237 noborder
set cbtics ('2' 2.0, '4' 4.0, '6' 6.0)
set cbtics scale 0
$cells << EOD
1.0 2.0 3.0
4.0 5.0 6.0
EOD
plot \
  $cells matrix with image pixels
